/** Questions as the look-ups they amount to; what answers one of these never writes. */

/** "Does Tom have any overdue tasks" asks for his overdue tasks. */
export function lookUpsIn(text: string): string[] {
  const bare = text.replace(/[?.!\s]+$/, "");
  return questions.flatMap(([pattern, plain]) => {
    const way = bare.replace(pattern, plain);
    return way === bare ? [] : [way];
  });
}

const some = "(?:any |some |a lot of |many )?";

const questions: readonly [RegExp, string][] = [
  [
    new RegExp(`^(?:do|did|have) (?:i|we) (?:(?:still )?have|got) ${some}(?!to\\b)`, "i"),
    "show my ",
  ],
  [new RegExp(`^(?:do|have) (?:we|you) (?:(?:still )?have|got) ${some}(?!to\\b)`, "i"), "show "],
  [new RegExp(`^(?:does|has) (\\S+) (?:(?:still )?have|got) ${some}(?!to\\b)`, "i"), "$1's "],
  [new RegExp(`^(?:are|is) there (?:still )?${some}(?!a way|any way)`, "i"), "show "],
  [/^(?:any|got any) (?=\S+ \S)/i, "show "],
  [/^how many (.+?) (?:do|did|have) (?:i|we) (?:still )?(?:have|got) ?/i, "show $1 "],
  [/^how many (.+?) (?:i|we) have ?/i, "show $1 "],
  [/^how many (?=\S+ (?:are|in|at|with|tagged|over|under|closing|open)\b)/i, "show "],
];
