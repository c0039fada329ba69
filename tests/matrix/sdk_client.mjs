// A person with matrix-js-sdk, as Element is built on it: told by lines of JSON what to do, and tells what it sees.
import { webcrypto } from "node:crypto";
import { createInterface } from "node:readline";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { AllDevicesIsolationMode, OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import { VerificationRequestEvent, VerifierEvent, VerificationPhase } from "matrix-js-sdk/lib/crypto-api/verification.js";

globalThis.crypto ??= webcrypto; // Debian 12 has Node 18, which does not show it by itself
for (const level of ["trace", "debug", "info", "log", "warn", "error"]) console[level] = () => {};
logger.setLevel("error");

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
let client, crypto, verification, verifier, confirms;

function told(event) {
  const shown = event.replacingEvent()?.getContent()["m.new_content"] ?? event.getContent();
  const failed = event.isDecryptionFailure();
  say({
    saw: {
      room: event.getRoomId(), sender: event.getSender(), id: event.getId(), type: event.getType(), content: shown,
      encrypted: event.isEncrypted(), failed, why: failed ? event.decryptionFailureReason : null,
    },
  });
}

// Apps of before 2024: another implementation of everything, in JavaScript over libolm.
async function beginWithLibolm(account) {
  globalThis.Olm = (await import("@matrix-org/olm")).default;
  await globalThis.Olm.init();
  const sdk = await import("matrix-js-sdk-legacy");
  const kept = {};
  const cryptoCallbacks = {
    saveCrossSigningKeys: (keys) => Object.assign(kept, keys),
    getCrossSigningKey: async (kind) => kept[kind] ?? null,
  };
  client = sdk.createClient({ ...account, cryptoStore: new sdk.MemoryCryptoStore(), cryptoCallbacks });
  await client.initCrypto();
  client.setGlobalErrorOnUnknownDevices(false);
  crypto = client.getCrypto();
}

const verbs = {
  async begin({ url, user, token, device, password, signed, onlySigned, old, recovery }) {
    const account = { baseUrl: url, userId: user, accessToken: token, deviceId: device, logger };
    if (old) {
      await beginWithLibolm(account);
    } else {
      const sdk = await import("matrix-js-sdk"); // one of its makes only: it refuses a second in one process
      const cryptoCallbacks = {
        getSecretStorageKey: async ({ keys }) => [Object.keys(keys)[0], decodeRecoveryKey(recovery)],
      };
      client = sdk.createClient({ ...account, cryptoCallbacks });
      await client.initRustCrypto({ useIndexedDB: false });
      crypto = client.getCrypto();
      crypto.setDeviceIsolationMode(onlySigned ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false));
    }
    if (signed) {
      const authUploadDeviceSigningKeys = (request) =>
        request({ type: "m.login.password", identifier: { type: "m.id.user", user }, password });
      await crypto.bootstrapCrossSigning({ setupNewCrossSigning: true, authUploadDeviceSigningKeys });
    }
    client.on("event", (event) => { if (!event.isBeingDecrypted() && event.getType() !== "m.room.encrypted") told(event); });
    client.on("Event.decrypted", told);
    const ready = new Promise((done) => client.on("sync", (state) => state === "PREPARED" && done()));
    await client.startClient({ initialSyncLimit: 30 });
    await ready;
  },
  async opens({ bot }) {
    const initial_state = [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }];
    return (await client.createRoom({ preset: "trusted_private_chat", is_direct: true, invite: [bot], initial_state })).room_id;
  },
  async says({ room, text }) { return (await client.sendTextMessage(room, text)).event_id; },
  async sends({ room, type, content }) { return (await client.sendEvent(room, type, content)).event_id; },
  async uploads({ data, type }) {
    return (await client.uploadContent(Buffer.from(data, "base64"), { type, includeFilename: false })).content_uri;
  },
  async trusts({ user }) {
    const found = await crypto.getUserVerificationStatus(user);
    const devices = (await crypto.getUserDeviceInfo([user], true)).get(user) ?? new Map();
    const signed = {};
    for (const id of devices.keys()) signed[id] = (await crypto.getDeviceVerificationStatus(user, id)).signedByOwner;
    return { verified: found.isCrossSigningVerified(), changed: found.needsUserApproval, signed };
  },
  async verifies({ user, room }) {
    verification = await crypto.requestVerificationDM(user, room);
    const ready = new Promise((done, fail) => verification.on(VerificationRequestEvent.Change, () => {
      if (verification.phase === VerificationPhase.Ready) done();
      if (verification.phase === VerificationPhase.Cancelled) fail(new Error(`cancelled: ${verification.cancellationCode}`));
    }));
    await ready;
    verifier = await verification.startVerification("m.sas.v1");
    const shown = new Promise((done) => verifier.on(VerifierEvent.ShowSas, done));
    verifier.verify().then(() => say({ saw: { type: "verified" } }), (error) => say({ saw: { type: "not verified", why: String(error) } }));
    const { sas, confirm } = await shown;
    confirms = confirm;
    return { pictures: sas.emoji, numbers: sas.decimal };
  },
  async confirms() { await confirms(); },
  // As in an app on a new device of the same account, with its recovery key.
  async recovers() {
    await crypto.userHasCrossSigningKeys(client.getUserId(), true);
    await crypto.bootstrapCrossSigning({});
    return { ready: await crypto.isCrossSigningReady(), kept: (await crypto.getCrossSigningStatus()).privateKeysInSecretStorage };
  },
};

createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, verb, ...wanted } = JSON.parse(line);
  try { say({ id, result: (await verbs[verb](wanted)) ?? null }); } catch (error) { say({ id, error: String(error) }); }
});
