matches = [r"https://[^@]*@code.internal:8443/([^/]*)", r"https://code.internal:8443/(.*?)$"]
address = "https://code.internal:8443/shop"  #!
