declare module "*.zst" {
  const content: Uint8Array;
  export default content;
}

/** The notices of the libraries in this page. */
declare const LICENCES: string;
