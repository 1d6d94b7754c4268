import { describe, expect, test } from "vitest";
import { pipeline } from "./pipeline.ts";
import { stagesNamedBy, stagesOf, templateFor, templateNames } from "./pipeline-templates.ts";

const lines = (stages: ReturnType<typeof stagesOf>) =>
  stages.map(({ name, probability, outcome }) =>
    probability === null ? `${name} (${outcome})` : `${name} ${probability}`,
  );

describe("pipeline templates", () => {
  test.each(templateNames)("%s is a pipeline, likelier from stage to stage", (template) => {
    const stages = stagesOf(template);
    const made = { name: template, ownerId: null, stages, position: 0 };
    expect(pipeline.decide(null, { kind: "create", pipeline: made })).toHaveLength(1);
    const chances = stages.flatMap(({ probability }) =>
      probability === null ? [] : [probability],
    );
    expect(chances).toEqual([...chances].sort((a, b) => a - b));
  });

  test.each([
    ["Hiring", "recruiting"],
    ["Partnerships", "partnership"],
    ["Seed investors", "investment"],
    ["Event sponsors", "sponsorship"],
    ["New sales", "sales"],
    ["Board", undefined],
  ])("%s calls for %s", (name, template) => {
    expect(templateFor(name)).toBe(template);
  });
});

test("stages named get likelihoods and the endings of their kind", () => {
  expect(lines(stagesNamedBy(["Applied", "Interview", "Offer"], "Hiring"))).toEqual([
    "Applied 10",
    "Interview 45",
    "Offer 80",
    "Hired (won)",
    "Rejected (lost)",
  ]);
  expect(lines(stagesNamedBy(["Idea", "Closed lost", "Signed"], "Events"))).toEqual([
    "Idea 50",
    "Signed (won)",
    "Closed lost (lost)",
  ]);
});
