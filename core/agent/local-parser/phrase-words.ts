/** Tells a phrase, such as a job title, from words that only stand where one might. */
import type { Token } from "./tokens.ts";

const states = new Set(
  `married divorced pregnant sick ill back happy unhappy angry sad busy free available unavailable away gone out
  off dead alive ready late early unemployed retired fired engaged fine ok good better worse great interested
  sure unsure aware confused excited keen upset worried tired well here home abroad right wrong mad single
  champion lost new gone onboard online offline nice stuck open closed holiday leave vacation`.split(
    /\s+/,
  ),
);
const degrees = new Set(
  "very really so quite too still again pretty not just all super on our a in more".split(" "),
);

/** "Very happy" is how somebody is, not what. */
export function isState(stretch: readonly Token[]): boolean {
  const said = stretch.filter(({ norm }) => !degrees.has(norm));
  return said.length <= 1 && said.every(({ norm, quote }) => states.has(norm) && quote === 0);
}

/** "Close it as won", "make it a task": an order about what was spoken of, no reason and no title. */
export function isOrder([verb, object]: readonly Token[]): boolean {
  return orders.has(verb?.norm ?? "") && /^(?:it|that|this|them|him|her)$/.test(object?.norm ?? "");
}

const orders = new Set(
  "close mark make add move put set change update delete remove call name note tag archive log".split(
    " ",
  ),
);

/** "Raising a new fund" is what somebody does; "managing the fund" would be too, and no title has an article there. */
export function isDoing([verb, object]: readonly Token[]): boolean {
  return (
    verb !== undefined &&
    !verb.capital &&
    /.ing$/.test(verb.norm) &&
    /^(?:an?|the|his|her|their|our|my|to|us|me|from|for|out|up|back|on|in)$/.test(
      object?.norm ?? "",
    )
  );
}

/** "CFO at Zeta" is a title and a company. */
export const namesPlace = ({ norm, capital, quote }: Token): boolean =>
  norm === "at" && !capital && quote === 0;

const ofTheSentence = new Set(
  `now today tomorrow yesterday already officially currently recently too instead anymore again yet though
  then there here please btw next`.split(/\s+/),
);

/** "Chief Executive now", "CFO as well": the end belongs to the sentence, not to the phrase. */
export function endsElsewhere(stretch: readonly Token[]): boolean {
  const [before, last] = [stretch.at(-2), stretch.at(-1)];
  if (!before || !last || last.capital || last.quote > 0) return false;
  const pair = `${before.norm} ${last.norm}`;
  return (
    ofTheSentence.has(last.norm) ||
    /^(?:as well|any more|(?:these|those) days|now on|right away|at last|(?:this|last|next) (?:week|month|year|quarter))$/.test(
      pair,
    )
  );
}

const whoseOne =
  /^(?:assistant|pa|boss|manager|deputy|wife|husband|spouse|brother|sister|son|daughter|cousin|friend|colleague|mentor|partner|successor)$/;
const departments = new Set(
  `sales operations ops accounts business press systems services customers logistics communications relations
  success process people projects programs programmes products partnerships analytics events facilities grants
  fundraising claims clients contracts finances legal markets alliances channels investments bus us is`.split(
    /\s+/,
  ),
);

/** "Carmen ortegas assistant" is somebody's, no title: people leave the apostrophe out. */
export function isSomebodys(stretch: readonly Token[]): boolean {
  const [owner, head] = [stretch.at(-2)?.norm ?? "", stretch.at(-1)?.norm ?? ""];
  return whoseOne.test(head) && /[^s]s$/.test(owner) && !departments.has(owner);
}
