/** Pipelines ready to use, and stages made from the names a person gives. */
import { newId } from "./ids.ts";
import { nameKey } from "./names.ts";
import type { Stage } from "./pipeline.ts";

export const templateNames = [
  "sales",
  "sponsorship",
  "recruiting",
  "investment",
  "partnership",
] as const;
export type TemplateName = (typeof templateNames)[number];

interface Template {
  /** Name and probability in percent. */
  open: readonly (readonly [string, number])[];
  won: string;
  lost: string;
  /** Words in a pipeline's name that call for it. */
  calledFor: RegExp;
}

const templates: Record<TemplateName, Template> = {
  sales: {
    open: [
      ["Lead", 10],
      ["Qualified", 25],
      ["Proposal", 50],
      ["Negotiation", 75],
    ],
    won: "Won",
    lost: "Lost",
    calledFor: /\b(?:sales?|selling|customers?|clients?)\b/,
  },
  sponsorship: {
    open: [
      ["Prospect", 10],
      ["Contacted", 20],
      ["Package sent", 40],
      ["In discussion", 60],
      ["Contract sent", 85],
    ],
    won: "Signed",
    lost: "Declined",
    calledFor: /\b(?:sponsor\w*|donors?|fundrais\w*)\b/,
  },
  recruiting: {
    open: [
      ["Applied", 10],
      ["Screening", 20],
      ["Interview", 40],
      ["Final interview", 60],
      ["Offer", 80],
    ],
    won: "Hired",
    lost: "Rejected",
    calledFor: /\b(?:hir\w+|recruit\w*|candidates?|talent|jobs?)\b/,
  },
  investment: {
    open: [
      ["Sourced", 5],
      ["First call", 15],
      ["Partner meeting", 30],
      ["Due diligence", 50],
      ["Term sheet", 80],
    ],
    won: "Invested",
    lost: "Passed",
    calledFor: /\b(?:invest\w*|deal ?flow|vc|rounds?|raise)\b/,
  },
  partnership: {
    open: [
      ["Identified", 10],
      ["First talks", 25],
      ["Evaluation", 50],
      ["Agreement", 80],
    ],
    won: "Active",
    lost: "Declined",
    calledFor: /\b(?:partner\w*|resellers?|alliances?)\b/,
  },
};

/** The template a pipeline's name calls for. */
export const templateFor = (name: string): TemplateName | undefined =>
  templateNames.find((template) => templates[template].calledFor.test(nameKey(name)));

export const stagesOf = (template: TemplateName): Stage[] => {
  const { open, won, lost } = templates[template];
  return [
    ...open.map(([name, probability]) => stage(name, "open", probability)),
    stage(won, "won"),
    stage(lost, "lost"),
  ];
};

const wonWords =
  /^(?:(?:closed )?won|signed|hired|placed|invested|funded|active|accepted|success\w*|done|joined)$/;
const lostWords =
  /^(?:(?:closed )?lost|rejected|declined|passed|dropped|refused|failed|dead|withdrawn|not a fit)$/;

/**
 * Stages in the order named, likelier from one to the next. A stage called like an ending is one;
 * endings nobody named are added, called as the pipeline's own kind calls them.
 */
export function stagesNamedBy(names: readonly string[], pipelineName: string): Stage[] {
  const endings = templates[templateFor(pipelineName) ?? "sales"];
  const won = names.find((name) => wonWords.test(nameKey(name)));
  const lost = names.find((name) => lostWords.test(nameKey(name)));
  const open = names.filter((name) => name !== won && name !== lost);
  return [
    ...open.map((name, nth) => stage(name, "open", likelihood(nth, open.length))),
    stage(won ?? endings.won, "won"),
    stage(lost ?? endings.lost, "lost"),
  ];
}

/** From 10 % to 80 % in even steps of five. */
function likelihood(nth: number, count: number): number {
  if (count < 2) return 50;
  return Math.round((10 + (70 * nth) / (count - 1)) / 5) * 5;
}

const stage = (
  name: string,
  outcome: Stage["outcome"],
  probability: number | null = null,
): Stage => ({ id: newId(), name, outcome, probability });
