// Bytes inside a program text.

/**
 * The bytes that scripts/build.mjs wrote as printable ASCII: a character's code from 32 on is a byte + 16 in one or two
 * digits, where 93 and 94 begin two: 93 and more, 186 and more.
 */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  // Read and written in place: no byte takes less than one character.
  const bytes = new TextEncoder().encode(text);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    let code = bytes[at] - 32;
    if (code > 92) code = (code - 92) * 93 + bytes[++at] - 32;
    bytes[length++] = code - 16;
  }
  return bytes.subarray(0, length);
}
