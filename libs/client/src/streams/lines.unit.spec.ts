import { expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from '../create-client.js';
import { isClientError } from '../errors/client-error.js';

const URL = 'http://127.0.0.1:1/graphql';

function refusal(options: object): string {
  try {
    createClient({ url: URL, ...options }).close();
  } catch (error) {
    return isClientError(error, 'CONFIGURATION_INVALID') ? error.message : String(error);
  }
  return 'none';
}

test('what is no class of WebSockets is refused where it is given, not when a subscription begins', () => {
  expect(refusal({ webSocket: { WebSocket } })).toMatch(/^webSocket is of type object, no class/);
  expect(refusal({ webSocket: class Socket {} })).toMatch(/^webSocket is the function Socket, /);
  expect(refusal({ webSocket: null })).toMatch(/^webSocket is null, /);
  expect(refusal({ webSocket: WebSocket })).toBe('none');
  // What is not given, though it is named.
  expect(refusal({ webSocket: undefined })).toBe('none');
});

test('where the platform has no WebSocket, one that is asked for is refused, and left to choose is HTTP', () => {
  vi.stubGlobal('WebSocket', undefined);
  Reflect.deleteProperty(globalThis, 'WebSocket');
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(refusal({ streaming: 'websocket' })).toMatch(/but this platform has no WebSocket/);
  expect(refusal({})).toBe('none');
});
