"""Visma.net ERP: customer invoices."""

from bulkops.core.operation import Provider
from bulkops.providers.visma.attach import ATTACH
from bulkops.providers.visma.background import BACKGROUND
from bulkops.providers.visma.codec import encode, error_text, judge, new_number
from bulkops.providers.visma.correct import CORRECT
from bulkops.providers.visma.create import CREATE
from bulkops.providers.visma.create_v1 import CREATE_V1
from bulkops.providers.visma.delete import DELETE
from bulkops.providers.visma.print_ import PRINT
from bulkops.providers.visma.release import RELEASE
from bulkops.providers.visma.resources import RESOURCES
from bulkops.providers.visma.reverse import REVERSE
from bulkops.providers.visma.reverse_and_apply_to_note import REVERSE_AND_APPLY_TO_NOTE
from bulkops.providers.visma.send_to_autoinvoice import SEND_TO_AUTOINVOICE
from bulkops.providers.visma.update import UPDATE

#: The server ends a synchronous call after 4 minutes; one minute more covers the way there and back.
SETTLE_S = 300

VISMA = Provider(
    name="visma",
    title="Visma.net ERP",
    operations=(
        ATTACH,
        CORRECT,
        CREATE,
        CREATE_V1,
        DELETE,
        PRINT,
        RELEASE,
        REVERSE,
        REVERSE_AND_APPLY_TO_NOTE,
        SEND_TO_AUTOINVOICE,
        UPDATE,
    ),
    resources=RESOURCES,
    encode=encode,
    judge=judge,
    error_text=error_text,
    new_number=new_number,
    settle_s=SETTLE_S,
    background=BACKGROUND,
)
