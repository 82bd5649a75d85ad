"""bulkops: plan and apply for invoices."""

__version__ = "0.1.0"

__all__ = ["__version__"]
