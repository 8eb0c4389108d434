"""The operator's page: the practice exchange in a browser, rendered here, no build step."""

from xlbetflag.practice.operator.routes import OperatorPage

__all__ = ["OperatorPage"]
