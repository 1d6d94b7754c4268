/** The mail domain of a company as somebody says it: "www.acme.com", "https://acme.com/about", "@acme.com". */
import { companyDomainOf } from "../domain/email-address.ts";
import { AppError } from "../domain/errors.ts";

export function readDomain(said: string): string {
  const host = said
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/^(?:.*@|www\.)/, "")
    .replace(/[/?#:].*$/, "");
  const domain = /^[^\s@]+\.[^\s@.]{2,}$/.test(host) ? companyDomainOf(`info@${host}`) : undefined;
  if (!domain)
    throw new AppError("bad_input", `“${said}” is not a company's domain; say it like acme.com.`);
  return domain;
}
