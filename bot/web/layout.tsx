/** The HTML document around every page of the web chat. */
import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";

export interface Layout {
  title: string;
  /** Which arrangement the style sheet gives the body. */
  kind: "chat" | "plain";
  children: ComponentChildren;
}

export const renderPage = (layout: Layout): string =>
  `<!doctype html>${renderToString(<Page {...layout} />)}`;

function Page({ title, kind, children }: Layout) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
        />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/chat.css" />
        {kind === "chat" && <script type="module" src="/assets/chat.js" />}
      </head>
      <body class={kind}>{children}</body>
    </html>
  );
}
