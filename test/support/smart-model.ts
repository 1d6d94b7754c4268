/** The answering model with limits as they are set by default. */
export const smart = {
  model: "claude-sonnet-5-5",
  effort: "medium" as const,
  limits: { steps: 6, tokens: 150_000, milliseconds: 20_000 },
};
