/** A model's own words without anything that leads out: no link, image, address of a site or heading. */
import { literal } from "../reply.ts";
import { isLink } from "../taint.ts";

const MARKED = /!?\[([^\]]*)\]\([^)]*\)/g;
const SCHEME = /\b[a-z][a-z0-9+.-]*:\/\/\S+|\b(?:mailto|data|javascript):\S+/gi;
const SITE = /(?<![@\w])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,24}(?::\d+)?(?:\/\S*)?/gu;

export function plainWords(text: string, most: number): string {
  const unlinked = text
    .replace(MARKED, "$1")
    .replace(SCHEME, "(link left out)")
    .replace(SITE, (site) => (isLink(site) ? "(link left out)" : site));
  const words = literal(unlinked).trim();
  return words.length > most ? `${words.slice(0, most - 2).trimEnd()} …` : words;
}
