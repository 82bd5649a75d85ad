"""The comparisons with the vendors' own descriptions run where those are at hand.

`BULKOPS_MODELS` names a folder with `visma-net.models.yaml` and `compilator-ddapi.models.yaml`, `BULKOPS_OPENAPI` the
file of Visma's OpenAPI description. Neither is part of this project.
"""

import os

_NEEDED = {
    "BULKOPS_MODELS": ("test_models.py", "test_models_reads.py"),
    "BULKOPS_OPENAPI": ("test_openapi.py", "test_openapi_reads.py"),
}

collect_ignore = [name for variable, names in _NEEDED.items() for name in names if not os.environ.get(variable)]
