declare module "*.zst" {
  const content: Uint8Array;
  export default content;
}
