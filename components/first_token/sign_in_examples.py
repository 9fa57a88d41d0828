"""Code in which a person signs in (RFC 6749 section 4.1, with PKCE): each asks in a browser, and redeems the code.

Fields in braces: `here…` is the redirect URI as the language writes it, `proof_…` the lines of clients with a secret.
"""

from typing import Final

CURL: Final = """{proof_read}verifier=$(⟨openssl⟩ rand -hex 32)
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '/+' '_-' | tr -d =)
echo "Open {authorize}?response_type=code&client_id=⟦{client}⟧&redirect_uri=⟦{here_encoded}⟧\
&scope={scope_encoded}&code_challenge_method=S256&code_challenge=$challenge"
echo "Paste the code in the address that you come back to:"
read -r code
⟨curl⟩ {endpoint} \\
  -d grant_type=⟦authorization_code⟧ \\
  -d client_id=⟦{client}⟧ \\
  -d redirect_uri=⟦{here_encoded}⟧ \\
  -d code_verifier="$verifier" \\
  -d code="$code"{proof_curl}"""
HTTPX: Final = """{proof_shell}import base64
import hashlib
{proof_import}import secrets
from urllib.parse import urlencode

import httpx

verifier = secrets.token_urlsafe(32)
digest = hashlib.sha256(verifier.encode()).digest()
question = {{
    "response_type": "code",
    "client_id": "⟦{client}⟧",
    "redirect_uri": "⟦{here}⟧",
    "scope": "{scope}",
    "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
    "code_challenge_method": "S256",
}}
print("Open {authorize}?" + urlencode(question))
answer = httpx.post(
    "{endpoint}",
    data={{
        "grant_type": "authorization_code",
        "client_id": "⟦{client}⟧",
{proof_httpx}        "redirect_uri": "⟦{here}⟧",
        "code_verifier": verifier,
        "code": input("The code in the address that you come back to: "),
    }},
)
answer.raise_for_status()
token = answer.json()["access_token"]"""
AUTHLIB: Final = """{proof_shell}{proof_import}import secrets

from authlib.integrations.httpx_client import OAuth2Client

client = OAuth2Client(
    "⟦{client}⟧",
{proof_authlib}    redirect_uri="⟦{here}⟧",
    scope="{scope}",
    code_challenge_method="S256",
)
verifier = secrets.token_urlsafe(32)
url, state = client.create_authorization_url("{authorize}", code_verifier=verifier)
print("Open", url)
token = client.fetch_token(
    "{endpoint}",
    authorization_response=input("The whole address that you come back to: "),
    state=state,
    code_verifier=verifier,
)["access_token"]"""
IN_A_PAGE: Final = """// The page's origin has to be one of the client's allowed CORS origins
import {{ UserManager }} from "oidc-client-ts";

const manager = new UserManager({{
  authority: "{issuer}",
  client_id: "⟦{client}⟧",
  redirect_uri: "⟦{here}⟧",
  scope: "{scope}",
}});
if (new URLSearchParams(location.search).has("code")) {{
  const user = await manager.signinRedirectCallback();
  console.log(user.access_token);
}} else {{
  await manager.signinRedirect();
}}"""
ON_A_SERVER: Final = """// On a server, with node --env-file={file}
import {{ createHash, randomBytes }} from "node:crypto";
import {{ createInterface }} from "node:readline/promises";

const verifier = randomBytes(32).toString("base64url");
const question = new URLSearchParams({{
  response_type: "code",
  client_id: "⟦{client}⟧",
  redirect_uri: "⟦{here}⟧",
  scope: "{scope}",
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
}});
console.log(`Open {authorize}?${{question}}`);
const terminal = createInterface(process.stdin, process.stdout);
const code = await terminal.question("The code in the address that you come back to: ");
terminal.close();
const answer = await fetch("{endpoint}", {{
  method: "POST",
  body: new URLSearchParams({{
    grant_type: "authorization_code",
    client_id: "⟦{client}⟧",
    client_secret: process.env.CLIENT_SECRET,
    redirect_uri: "⟦{here}⟧",
    code_verifier: verifier,
    code,
  }}),
}});
const {{ access_token }} = await answer.json();"""
POWERSHELL: Final = """{proof_get}function ConvertTo-Base64Url([byte[]] $bytes) {{
  [Convert]::ToBase64String($bytes).TrimEnd("=").Replace("+", "-").Replace("/", "_")
}}
$bytes = [byte[]]::new(32)
[Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($bytes)
$verifier = ConvertTo-Base64Url $bytes
$hash = [Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::ASCII.GetBytes($verifier))
"Open {authorize}?response_type=code&client_id=⟦{client}⟧&redirect_uri=⟦{here_encoded}⟧\
&scope={scope_encoded}&code_challenge_method=S256&code_challenge=$(ConvertTo-Base64Url $hash)"
$answer = Invoke-RestMethod -Method Post -Uri "{endpoint}" -Body @{{
  grant_type    = "authorization_code"
  client_id     = "⟦{client}⟧"
{proof_powershell}  redirect_uri  = '⟦{here_powershell}⟧'
  code_verifier = $verifier
  code          = Read-Host "The code in the address that you come back to"
}}
$answer.access_token"""
ENV: Final = """{proof_named}CLIENT_ID=⟦{client}⟧
{proof_env}REDIRECT_URI=⟦{here_quoted}⟧
ISSUER={issuer}"""
DOCKER: Final = """⟨docker⟩ run \\
{proof_docker}  -e REDIRECT_URI=⟦{here_quoted}⟧ \\
  -e ISSUER={issuer} \\
  your-image"""
PROOF: Final = {
    "proof_read": ". ./{file}\n",
    "proof_curl": " \\\n  -d @- <<END\nclient_secret=$CLIENT_SECRET\nEND",
    "proof_shell": "# In a shell that has read the secret: set -a; . ./{file}\n",
    "proof_import": "import os\n",
    "proof_httpx": '        "client_secret": os.environ["CLIENT_SECRET"],\n',
    "proof_authlib": '    os.environ["CLIENT_SECRET"],\n',
    "proof_get": ('$secret = (Get-Content {file} | Select-String "^CLIENT_SECRET=(.*)").Matches.Groups[1].Value\n'),
    "proof_powershell": "  client_secret = $secret\n",
    "proof_named": "# {file}: to be read by its owner only (chmod 600)\n",
    "proof_env": "CLIENT_SECRET=⟦secret⟧\n",
    "proof_docker": "  --env-file {file} \\\n",
}
NO_PROOF: Final = dict.fromkeys(PROOF, "") | {
    "proof_authlib": '    token_endpoint_auth_method="none",\n',
    "proof_docker": "  -e CLIENT_ID=⟦{client}⟧ \\\n",
}
