/** The Markdown subset of answers as safe HTML: emphasis, code, lists, quotes and http(s) links only. */
import MarkdownIt from "markdown-it";

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
markdown.renderer.rules.link_open = (tokens, index, options) => {
  tokens[index]?.attrSet("target", "_blank");
  tokens[index]?.attrSet("rel", "noopener noreferrer nofollow");
  return markdown.renderer.renderToken(tokens, index, options);
};

export const markdownBlocks = (text: string): string => markdown.render(text);

/** For one line inside an element of its own, such as a list item. */
export const markdownLine = (text: string): string => markdown.renderInline(text);
