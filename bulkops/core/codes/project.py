"""Codes about the project file."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        code="C001",
        title="the version of the project file is missing or unknown",
        cause="`bulkops: 1` says that a file is a project file, and how to read it.",
        example="profiles:\n  prod: {environment: production}",
        remedy="Begin with `bulkops: 1`, or use the release of bulkops that the file was written for.",
    ),
    Code(
        code="C002",
        title="the profile is not known",
        cause="`--profile` or `default_profile` names a profile that the file does not have, or several profiles are "
        "there and nothing says which is meant. bulkops never guesses where invoices go.",
        example="default_profile: prd\nprofiles:\n  prod: {environment: production}",
        remedy="Name one of the profiles by `--profile` or `default_profile`.",
    ),
    Code(
        code="C003",
        title="a key of the project file is missing",
        cause="The profile cannot be used without it.",
        example="visma: {tenant_id: '${env:VISMA_TENANT_ID}'}",
        remedy="Add the key; `schemas/project.schema.json` describes all of them, and editors complete it.",
    ),
    Code(
        code="C004",
        title="unknown key in the project file",
        cause="A misspelt key would be left out without a word, be it a limit.",
        example="safety: {release_maximum: 100}",
        remedy="Correct or remove the key.",
    ),
    Code(
        code="C005",
        title="a value in the project file cannot be used",
        cause="It is not of the kind that its key holds, or out of bounds.",
        example="timeouts: {connect_s: 10s}",
        remedy="Write what the message names. Times are numbers of seconds, amounts are digits with a point.",
    ),
    Code(
        code="C006",
        title="a secret is written into the project file",
        cause="Project files are shared and kept under version control; a secret there is known to all who read them.",
        example="client_secret: abc123",
        remedy="Write `${env:NAME}`, `${file:PATH}` or `${keyring:SERVICE/USER}` and give the value there; replace a "
        "secret that was shared.",
    ),
    Code(
        code="C007",
        title="a profile's environment contradicts where it leads",
        cause="A profile called `sandbox` must not reach a real system, and one called `production` must not end "
        "in the sandbox.",
        example="dry: {environment: sandbox, visma: {tenant_id: '1'}}",
        remedy="Write `sandbox: true` for the sandbox, and `environment: test` or `production` for real systems.",
    ),
    Code(
        code="C008",
        title="a time-out is too short for production",
        cause="Visma works on a request for up to 240 s. Who stops waiting earlier makes doubt where there is none; "
        "who looks up too early takes for not done what is still being done, and doubles it.",
        example="timeouts: {read_s: 30}",
        remedy="Remove the key, or give at least the default.",
    ),
    Code(
        code="C009",
        title="an address is not encrypted in production",
        cause="Credentials and invoices would cross the network in the open.",
        example="base_url: http://erp.example",
        remedy="Write `https://`; test doubles belong to a profile with `environment: test`.",
    ),
    Code(
        code="C010",
        title="an environment variable is not set",
        cause="The profile in use takes a value from it. Profiles that are not in use are not looked up.",
        example="client_id: ${env:VISMA_CLIENT_ID}",
        remedy="Set the variable, or run with another `--profile`.",
    ),
    Code(
        code="C011",
        title="a file that the project file refers to cannot be used",
        cause="`${file:PATH}` is missing, empty, no UTF-8 or too long. Its path counts from the project file's folder.",
        example="client_secret: ${file:secrets/visma}",
        remedy="Write the value into the file, and nothing else; a line break at its end does not count.",
    ),
    Code(
        code="C012",
        title="a reference is not understood",
        cause="Known are `${env:NAME}`, `${file:PATH}` and `${keyring:SERVICE/USER}`.",
        example="client_secret: ${VISMA_CLIENT_SECRET}",
        remedy="Write one of the three.",
    ),
    Code(
        code="C013",
        title="an entry of the keyring cannot be used",
        cause="`${keyring:SERVICE/USER}` is read by the library `keyring`. It is not installed, the machine has no "
        "keyring, nobody has unlocked it, or it has no such entry. Profiles that are not in use are not looked up.",
        example="client_secret: ${keyring:bulkops/visma}",
        remedy="`pip install 'bulkops[keyring]'`, `keyring set SERVICE USER`. On servers `${file:PATH}` is simpler.",
    ),
)
