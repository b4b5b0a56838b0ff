/**
 * One unmasked, final WebSocket text frame (RFC 6455, 5.2). Built here and not by `ws` so that an event's bytes
 * are made once and written as they are to every subscriber.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = 0x81;
  if (headerLength === 2) {
    frame[1] = length;
  } else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength);
  return frame;
}

/** `data` is a string holding JSON for all but `pusher:error` and `pusher:signin_success`: protocol 7 encodes twice. */
export function eventFrame(event: string, data: string | object, channel?: string): Buffer {
  return textFrame(JSON.stringify({ event, channel, data }));
}
