"""Codes about remote APIs: R001 to R019 are the connection's, from R020 on the operations'."""

from bulkops.core.codes.code import Code

_LOOK_UP = (
    "The operation is in doubt. `bulkops resume` looks it up before it sends anything again; nothing is lost or "
    "doubled."
)

CODES: tuple[Code, ...] = (
    Code(
        code="R001",
        title="the API cannot be reached",
        cause="The name of its host is not known, or nothing takes connections there. Nothing was sent.",
        example="`base_url: https://api.finance.visma.example`",
        remedy="See whether `base_url` is right and the network is up, then run the command again.",
    ),
    Code(
        code="R002",
        title="no connection to the API came about in time",
        cause="Name look-up, TCP, proxy and TLS together took longer than `timeouts.connect_s`. Nothing was sent.",
        example="A firewall drops packets to the API's port without a word.",
        remedy="See whether this network lets connections to the host through, by a proxy perhaps.",
    ),
    Code(
        code="R003",
        title="no TLS connection could be made",
        cause=(
            "The certificate is not trusted, expired or of another host, or there is no TLS at that port. Nothing was "
            "sent. Certificate checks cannot be switched off."
        ),
        example="A company proxy that reads TLS traffic signs with its own certificate authority.",
        remedy="Name the certificate authority's PEM file in `ca_file`.",
    ),
    Code(
        code="R004",
        title="the proxy does not let the request through",
        cause="It cannot be reached, wants a password, or refuses to connect to the API. Nothing reached the API.",
        example="`HTTPS_PROXY=http://proxy.example:3128` answers 407.",
        remedy="Set `proxy` with user and password, or except the host by `NO_PROXY`.",
    ),
    Code(
        code="R005",
        title="a request was sent, and no complete answer came in time",
        cause="The API took longer than `timeouts.read_s`; it may still carry the request out.",
        example="An invoice with 800 lines is created by a synchronous call.",
        remedy=_LOOK_UP,
    ),
    Code(
        code="R006",
        title="the connection broke after a request was sent",
        cause="The request may have been carried out before the connection broke, or not at all.",
        example="A load balancer is restarted.",
        remedy=_LOOK_UP,
    ),
    Code(
        code="R007",
        title="an answer cannot be read",
        cause="It broke off, is no HTTP, or its body is damaged. The request may have been carried out.",
        example="`Content-Length: 500`, and 120 bytes before the connection closes.",
        remedy=_LOOK_UP,
    ),
    Code(
        code="R008",
        title="an answer is too large",
        cause="More than 64 MiB are not read, so that one answer cannot fill the memory.",
        example="A list page with 100,000 rows.",
        remedy="Ask for smaller pages. " + _LOOK_UP,
    ),
    Code(
        code="R009",
        title="a request did not get its turn",
        cause="As many requests as `limits.in_flight` allows were under way, and none of them ended. Nothing was sent.",
        example="The API hangs for all requests.",
        remedy="Run `bulkops resume` when the API answers again.",
    ),
    Code(
        code="R010",
        title="the token endpoint answers with a redirect",
        cause="Redirects are never followed: they could carry the client's secret to another host.",
        example="`token_url: http://connect.visma.com/connect/token` leads to `https://…`.",
        remedy="Write the address it leads to as `token_url`, after a look at whose it is.",
    ),
    Code(
        code="R011",
        title="the token endpoint refuses an access token",
        cause="Client, secret, scopes or their approval are wrong. Nothing was sent to the API.",
        example="`invalid_client`: the secret was renewed in the developer portal.",
        remedy=(
            "Compare `client_id`, `client_secret` and scopes with the developer portal, and see whether the customer's "
            "administrator has approved the application."
        ),
    ),
    Code(
        code="R012",
        title="the token endpoint cannot be reached or does not work now",
        cause="Without an access token no request can be sent. Nothing was sent to the API.",
        example="`https://connect.visma.com/connect/token` answers 503.",
        remedy="See whether `token_url` is right and the network is up, then run the command again.",
    ),
    Code(
        code="R013",
        title="the tenant is wrong, or the company has no licence",
        cause=(
            "A token is bound to one tenant. Visma answers fault 12027 when the tenant is not the company's own, as "
            "that of the customer above it, or the company lacks the licence for the API. Nothing was carried out."
        ),
        example='`{"ExceptionFaultCode": "12027", "ExceptionMessage": "No license for this company."}`',
        remedy="Set `tenant_id` to the company's, and see whether its licence holds the API.",
    ),
    Code(
        code="R014",
        title="the API denies access",
        cause="It answers 401, also with a renewed access token. The request was not carried out.",
        example="The token of the DDAPI host has been withdrawn.",
        remedy="See what the answer asks for (`WWW-Authenticate`), and set `auth` or the client's data to fit.",
    ),
    Code(
        code="R015",
        title="a request cannot be sent as it stands",
        cause=(
            "An address is none, a header field holds a line break, a path would lead elsewhere, or the profile does "
            "not say how to reach the API. Nothing was sent."
        ),
        example="`${file:token.txt}` ends in a line break.",
        remedy="Correct the setting that the message names.",
    ),
    Code(
        code="R016",
        title="requests would reach another company",
        cause=(
            "A token decides which company requests reach; nothing in a request names it. What the token says of "
            "itself, or the branch on the company's newest invoices, is not what the profile or earlier runs know. "
            "Nothing was sent."
        ),
        example="`client_secret: ${env:VISMA_SECRET}` holds the secret of the test company.",
        remedy=(
            "Compare `tenant_id` and the credentials with the company that is meant. If it is the right one, such as "
            "after its branch was renamed, write the branch's name as `branch:` in bulkops.yaml."
        ),
    ),
    Code(
        code="R017",
        title="the probe could not make its draft",
        cause=(
            "`bulkops doctor --probe-if-match` makes a draft to try `If-Match` on. The API refused it, or no answer "
            "came and it is not there after the time that the server may need. Nothing is left behind."
        ),
        example="`--customer 99999` names a customer that is not there.",
        remedy="Name a customer who can be invoiced by `--customer NUMBER`, and probe again.",
    ),
    Code(
        code="R018",
        title="a draft of the probe may be left",
        cause=(
            "`bulkops doctor --probe-if-match` deletes the draft that it has made, whatever happened in between. The "
            "deletion was refused or its answer lost, or the draft's number is not known."
        ),
        example="The network breaks down between the two tries and the deletion.",
        remedy=(
            "Look for the reference that the message names (`externalReference`, status `Hold`) at the company, and "
            "delete the draft. It was never released, so nothing was posted."
        ),
    ),
)
