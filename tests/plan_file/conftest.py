from tests.reporting.conftest import golden

__all__ = ["golden"]
