/** The Slack emulator with a workspace of a few people, and the clicks of whoever approves an app in it. */
import { createEmulator } from "emulate";
import { freePort } from "./local-server.ts";

export interface SlackEmulator {
  url: string;
  apiUrl: string;
  /** Signs in as that person and allows what the page asks for: where the browser is sent next. */
  approve(authorizeUrl: string, name: string): Promise<string>;
  close(): Promise<void>;
}

export const emulatedApp = { clientId: "1234.5678", clientSecret: "client-secret-canary" };

export async function openSlackEmulator(options: {
  redirectUri: string;
  users: { name: string; email: string }[];
}): Promise<SlackEmulator> {
  const emulator = await createEmulator({
    service: "slack",
    port: await freePort(),
    seed: {
      slack: {
        team: { name: "Harbel HQ", domain: "harbel" },
        users: options.users.map(({ name, email }) => ({ name, real_name: name, email })),
        oauth_apps: [
          {
            name: "Rapport",
            client_id: emulatedApp.clientId,
            client_secret: emulatedApp.clientSecret,
            redirect_uris: [options.redirectUri],
          },
        ],
      },
    },
  });
  return {
    url: emulator.url,
    apiUrl: `${emulator.url}/api/`,
    approve: (authorizeUrl, name) => approve(emulator.url, authorizeUrl, name),
    close: () => emulator.close(),
  };
}

/** The page has one form a person; its hidden fields say what is approved. */
async function approve(base: string, authorizeUrl: string, name: string): Promise<string> {
  const page = await (await fetch(authorizeUrl)).text();
  const forms = page.split("<form").slice(1);
  const form = forms.find((part) => part.includes(name));
  if (!form) throw new Error(`nobody called ${name} may approve: ${page.slice(0, 500)}`);
  const fields = Array.from(form.matchAll(/name="(\w+)" value="([^"]*)"/g), ([, key, value]) => [
    key ?? "",
    (value ?? "").replaceAll("&amp;", "&"),
  ]);
  const response = await fetch(`${base}/oauth/v2/authorize/callback`, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  return response.headers.get("location") ?? "";
}
