/** The kit is used in a way that can test nothing: says what to write instead. */
export class TestMisuse extends Error {
  override readonly name = 'TestMisuse';
}
