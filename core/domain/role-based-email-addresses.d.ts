/** The package ships no types. */
declare module "role-based-email-addresses" {
  const localParts: string[];
  export default localParts;
}
