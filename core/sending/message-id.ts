/** The Message-ID of a draft's version: the same in every try, so that a second copy can be told. */

export function messageIdOf(draftId: string, version: number, senderEmail: string): string {
  const domain = senderEmail.slice(senderEmail.lastIndexOf("@") + 1).toLowerCase();
  return `<${draftId}.${version}@${domain}>`;
}
