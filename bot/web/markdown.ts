/** The Markdown of answers as safe HTML. */
import { answerMarkdown } from "../markdown.ts";

const markdown = answerMarkdown();
markdown.renderer.rules.link_open = (tokens, index, options) => {
  tokens[index]?.attrSet("target", "_blank");
  tokens[index]?.attrSet("rel", "noopener noreferrer nofollow");
  return markdown.renderer.renderToken(tokens, index, options);
};

export const markdownBlocks = (text: string): string => markdown.render(text);

/** For one line inside an element of its own, such as a list item. */
export const markdownLine = (text: string): string => markdown.renderInline(text);
