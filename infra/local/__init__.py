"""The whole of Lector on one machine: `python -m infra.local`.

    supervisor (__main__) ── aws      moto: S3, SQS, DynamoDB, with a folder beneath it that keeps them
                          ├─ server   the site, and the API through Chalice's local gateway, on one origin
                          └─ reader   takes messages from the queue and hands them to app.py as Lambda does

Each child ends when its standard input closes, so nothing outlives the supervisor, however that dies.
"""
