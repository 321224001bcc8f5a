/**
 * The checksum that shows whether a block still has the words that the server sent: CRC-32 over UTF-8
 * (ISO 3309, as `zlib.crc32`). Its twin is `annotate/core/text.py`; both are held to `tests/vectors/checksums.json`.
 */

const POLYNOMIAL = 0xedb88320;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? POLYNOMIAL ^ (value >>> 1) : value >>> 1;
  return value;
});
const encoder = new TextEncoder();

/**
 * @param {string} text
 * @returns {string} eight hexadecimal digits
 */
export function checksum(text) {
  let value = 0xffffffff;
  for (const byte of encoder.encode(text)) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
  return ((value ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}
