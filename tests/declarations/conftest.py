"""The comparisons with the vendors' own descriptions run where those are at hand.

`BULKOPS_MODELS` names a folder with `visma-net.models.yaml` and `compilator-ddapi.models.yaml`, `BULKOPS_OPENAPI` the
file of Visma's OpenAPI description. Neither is part of this project.
"""

import os

collect_ignore = [
    name
    for variable, name in (("BULKOPS_MODELS", "test_models.py"), ("BULKOPS_OPENAPI", "test_openapi.py"))
    if not os.environ.get(variable)
]
