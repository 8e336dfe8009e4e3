"""The cloud behind the ports: DynamoDB, S3, SQS."""
