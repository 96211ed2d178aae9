from .svc import Service
service = Service()
