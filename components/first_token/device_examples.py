"""Code of a device without a browser (RFC 8628): it asks for codes, a person decides elsewhere, it polls."""

from typing import Final

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:device_code"
CURL: Final = """⟨curl⟩ {device_endpoint} \\
  -d client_id=⟦{client}⟧ \\
  -d scope="{scope}"
echo
echo "Open verification_uri_complete and decide there, then paste the device_code:"
read -r code
⟨curl⟩ {endpoint} \\
  -d grant_type=⟦{grant_type}⟧ \\
  -d client_id=⟦{client}⟧ \\
  -d device_code="$code\""""
HTTPX: Final = """import time

import httpx

client = {{"client_id": "⟦{client}⟧"}}
given = httpx.post("{device_endpoint}", data={{**client, "scope": "{scope}"}}).raise_for_status().json()
print("Open", given["verification_uri_complete"])
form = {{**client, "grant_type": "{grant_type}", "device_code": given["device_code"]}}
pause = given["interval"]
while True:
    time.sleep(pause)
    answer = httpx.post("{endpoint}", data=form).json()
    if answer.get("error") == "slow_down":
        pause += 5
    elif answer.get("error") != "authorization_pending":
        break
token = answer["access_token"]"""
JAVASCRIPT: Final = """const post = async (address, form) => {{
  const answer = await fetch(address, {{ method: "POST", body: new URLSearchParams(form) }});
  return answer.json();
}};
const client = {{ client_id: "⟦{client}⟧" }};
const given = await post("{device_endpoint}", {{ ...client, scope: "{scope}" }});
console.log("Open", given.verification_uri_complete);
const form = {{ ...client, grant_type: "{grant_type}", device_code: given.device_code }};
let [answer, pause] = [{{}}, given.interval];
do {{
  await new Promise((done) => setTimeout(done, pause * 1000));
  answer = await post("{endpoint}", form);
  if (answer.error === "slow_down") pause += 5;
}} while (["authorization_pending", "slow_down"].includes(answer.error));
const {{ access_token }} = answer;"""
ENV: Final = """CLIENT_ID=⟦{client}⟧
ISSUER={issuer}"""
DOCKER: Final = """⟨docker⟩ run \\
  -e CLIENT_ID=⟦{client}⟧ \\
  -e ISSUER={issuer} \\
  your-image"""
