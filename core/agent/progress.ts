/** What a channel may show of an answer before it is there. */

/** `status`: what is being looked at. `sentence`: one of the answer that its sources hold. */
export interface Progress {
  kind: "status" | "sentence";
  text: string;
}

export type OnProgress = (piece: Progress) => void;
