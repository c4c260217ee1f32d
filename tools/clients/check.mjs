// Counts calls that did what they should.

let passed = 0, failed = 0;

export async function check(name, work) {
  let why = 'it did not what it should';
  try {
    if (await work()) { passed++; console.log('ok   ' + name); return; }
  } catch (error) {
    why = error.message ?? String(error);
  }
  failed++;
  console.log('FAIL ' + name + ': ' + why);
}

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}
