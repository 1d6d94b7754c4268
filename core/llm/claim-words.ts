/** Words that begin a sentence with a capital and name nobody, in the languages people write in. */

/** Without case and accents, letter by letter: the length stays. */
export const fold = (text: string): string =>
  Array.from({ length: text.length }, (_, index) => {
    const unit = text.charAt(index);
    return unit.normalize("NFD").charAt(0).toLowerCase().charAt(0) || unit;
  }).join("");

const english =
  "a an the this that these those it its i you he she we they his her their our your my there here " +
  "in on at as for from with without within to of by about after before during since until while when where " +
  "what who whom which why how if although though because so then but and or nor not no none nothing both " +
  "either neither each every all most some several many few any another other others also only even still yet " +
  "already however meanwhile overall finally first second third last next currently now earlier later recently " +
  "once again instead despite given following according additionally moreover because based regarding per " +
  "is are was were has have had do does did will would can could should may might must let ask offer confirm " +
  "bring mention raise check agree note open closed main key point points contact contacts deal deals meeting " +
  "meetings email emails mail mails message messages task tasks call calls note notes price pricing budget " +
  "discount contract proposal offer negotiation reason reasons status stage value company person people team " +
  "customer client question questions answer reply replies decision delay talks promise promises attendee " +
  "attendees likely possibly perhaps maybe unclear today tomorrow yesterday monday tuesday wednesday thursday " +
  "friday saturday sunday january february march april june july august september october november december " +
  "crm ok hi hello dear best regards thanks thank kind sincerely re fw";
const spanish =
  "el la los las un una unos unas lo su sus tu mi nuestro nuestra este esta estos estas ese esa esto eso en de del " +
  "al a con sin por para desde hasta entre sobre segun tras y o pero porque cuando donde que quien como si no ni " +
  "tambien solo ya aun ahora despues antes luego ultimo ultima hay es son fue esta estan hola gracias saludos ella ellos";
const french =
  "le la les l un une des du de d au aux ce cette ces son sa ses leur leurs notre nos votre vos mon ma mes il elle " +
  "ils elles on nous vous je tu en dans sur sous avec sans pour par depuis avant apres entre chez vers et ou mais " +
  "car donc quand ou que qui comment si ne pas aussi encore deja bonjour merci cordialement c est";
const german =
  "der die das den dem des ein eine einen einem einer eines dieser diese dieses sein seine ihr ihre unser unsere " +
  "er sie es wir ihr ich du in im an am auf aus bei beim mit nach seit von vom zu zum zur fur uber unter vor und " +
  "oder aber weil wenn wann wo was wer wie warum dass nicht kein keine auch nur noch schon jetzt danach zuletzt " +
  "ist sind war wurde hat haben wird hallo liebe lieber guten danke viele beste grusse";
const others =
  "o os as um uma uns seu sua nosso nossa no na nos nas ao com sem para por desde entre e mas porque quando onde que " +
  "nao tambem so ja ola obrigado il lo gli i uno una nel nella con per tra fra non anche solo ciao grazie " +
  "het een de van met voor naar sinds maar omdat niet ook nog hallo bedankt";

export const openers: ReadonlySet<string> = new Set(
  [english, spanish, french, german, others].flatMap((words) => words.split(" ")),
);

const germanWord =
  /(?<!\p{L})(?:der|die|das|und|ist|nicht|mit|fur|von|wurde|hat|am|auf|eine?|dem|den|im|zu)(?!\p{L})/gu;

/** In German every noun has a capital. */
export const isGerman = (folded: string): boolean => (folded.match(germanWord) ?? []).length >= 2;
