"""What invoices say about the company they belong to: nothing names it but its branches (visma-net.md, section 3)."""

from bulkops.core.landing import Landmark
from bulkops.providers.visma.resources import INVOICE

LANDMARK = Landmark(resource=INVOICE, number="branchNumber.number", name="branchNumber.name", created="createdDateTime")
