import time
import uuid

import requests
from requests.adapters import HTTPAdapter


class PaymentClient:
    def call(self, path, payload):
        for attempt in range(3):
            try:
                response = requests.post(f"https://pay.example{path}", json=payload, timeout=5) #!
                response.raise_for_status()
                return response.json()
            except requests.RequestException:
                if attempt == 2:
                    raise
                time.sleep(attempt)


class SafePaymentClient:
    def call(self, path, payload):
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        for attempt in range(3):
            try:
                response = requests.post(f"https://pay.example{path}", json=payload, headers=headers, timeout=5)
                response.raise_for_status()
                return response.json()
            except requests.RequestException:
                if attempt == 2:
                    raise
                time.sleep(attempt)


class PaymentReader:
    def read(self, number):
        for attempt in range(3):
            try:
                return requests.get(f"https://pay.example/payments/{number}", timeout=5).json()
            except requests.RequestException:
                time.sleep(attempt)

    def search(self, words):
        for attempt in range(3):
            try:
                return requests.post("https://pay.example/payments/search", json=words, timeout=5).json()
            except requests.RequestException:
                time.sleep(attempt)


class Translator:
    def translate(self, text):
        for attempt in range(3):
            try:
                return requests.post("https://words.example/translate", json=text, timeout=5).json()
            except requests.RequestException:
                time.sleep(attempt)
