/** The pages around the conversation: signing in and errors. */
import type { ComponentChildren } from "preact";
import { renderPage } from "./layout.tsx";

export const Notice = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <main class="notice">
    <img src="/assets/icon.svg" alt="" width="44" height="44" />
    <h1>{title}</h1>
    {children}
  </main>
);

/** Shown to anyone without a session. */
export const signInPage = (): string =>
  renderPage({
    title: "Sign in · Rapport",
    kind: "plain",
    children: (
      <Notice title="Sign in to Rapport">
        <p>Rapport has no passwords. You sign in with a link that works once and soon expires.</p>
        <p>
          Ask whoever runs your workspace for a new one. If that is you: the link is printed where
          the server was started.
        </p>
      </Notice>
    ),
  });

/**
 * What opening a one-time link shows. The link is used up by the button, not by opening it: chat and
 * mail programs fetch links to preview them.
 */
export const confirmSignInPage = (token: string): string =>
  renderPage({
    title: "Sign in · Rapport",
    kind: "plain",
    children: (
      <Notice title="Welcome to Rapport">
        <p>This link signs you in once, on this device.</p>
        <form method="post" action={`/sign-in/${encodeURIComponent(token)}`}>
          <button class="button primary large" autofocus>
            Continue
          </button>
        </form>
      </Notice>
    ),
  });

export const errorPage = (sentence: string): string =>
  renderPage({
    title: "That did not work · Rapport",
    kind: "plain",
    children: (
      <Notice title="That did not work">
        <p role="alert">{sentence}</p>
        <p>
          <a class="button" href="/chat">
            Back to the conversation
          </a>
        </p>
      </Notice>
    ),
  });
