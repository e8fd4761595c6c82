// Names that this browser gives to what it makes, before the server has heard of it.

let last = 0;
let count = 0;

/** A UUIDv7 (RFC 9562, 5.7): the time in milliseconds, then a count within it, so that later ones sort later. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  if (now > last) [last, count] = [now, (bytes[6] & 0x07) << 8 | bytes[7]];
  else if (count < 0xfff) count += 1;
  else [last, count] = [last + 1, 0];
  new DataView(bytes.buffer).setUint16(0, Math.floor(last / 2 ** 32));
  new DataView(bytes.buffer).setUint32(2, last % 2 ** 32);
  bytes[6] = 0x70 | count >> 8;
  bytes[7] = count & 0xff;
  bytes[8] = 0x80 | bytes[8] & 0x3f;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
