/** The Markdown subset that answers are written in: emphasis, code, lists, quotes and http(s) links only. */
import MarkdownIt from "markdown-it";

export function answerMarkdown() {
  const markdown = new MarkdownIt("zero", { html: false, breaks: true, linkify: true }).enable([
    "emphasis",
    "backticks",
    "link",
    "linkify",
    "autolink",
    "newline",
    "escape",
    "entity",
    "list",
    "blockquote",
  ]);
  // Only full addresses become links: "acme.io" in a sentence is a name, not something to click.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  markdown.validateLink = (url) => /^https?:\/\//i.test(url.trim());
  return markdown;
}
