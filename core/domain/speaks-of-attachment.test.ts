import { expect, test } from "vitest";
import { speaksOfAttachment } from "./speaks-of-attachment.ts";

test.each([
  "Please find the offer attached.",
  "I attach the contract.",
  "See the attachment for details.",
  "Enclosed is our proposal.",
  "Anbei das Angebot.",
  "Das Angebot finden Sie im Anhang.",
  "Die angeha\u0308ngte Datei bitte bis Freitag.",
  "Vous trouverez ci-joint notre offre.",
  "Voir la pièce jointe.",
  "Te adjunto la propuesta.",
  "In allegato trova il contratto.",
  "Segue em anexo a proposta.",
  "In de bijlage vindt u de offerte.",
])("%s", (text) => {
  expect(speaksOfAttachment(text)).toBe(true);
});

test.each([
  "See you on Monday.",
  "Das hängt davon ab.",
  "We will close the deal in March.",
  "Thanks, got it!\n> Please find the offer attached.",
])("not: %j", (text) => {
  expect(speaksOfAttachment(text)).toBe(false);
});
