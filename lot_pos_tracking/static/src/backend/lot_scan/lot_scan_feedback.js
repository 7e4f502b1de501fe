const TONES = {
    // [hertz, seconds] one after the other: high and short is good, low and long is not
    ok: [[1320, 0.09]],
    warn: [
        [880, 0.12],
        [880, 0.12],
    ],
    ask: [
        [660, 0.15],
        [990, 0.15],
    ],
    error: [
        [220, 0.3],
        [160, 0.35],
    ],
    saved: [[990, 0.06]],
};
const PULSES = {
    ok: [60],
    warn: [80, 60, 80],
    ask: [80, 60, 80],
    error: [300, 80, 300],
    saved: [40],
};

/** Tells by ear and by hand what came of a scan; the eye has the banner. */
export class ScanFeedback {
    give(status) {
        globalThis.navigator?.vibrate?.(PULSES[status] || []);
        const Context = globalThis.AudioContext || globalThis.webkitAudioContext;
        if (!Context) {
            return;
        }
        this.audio ||= new Context();
        if (this.audio.state === "suspended") {
            this.audio.resume();
        }
        let at = this.audio.currentTime;
        for (const [pitch, length] of TONES[status] || []) {
            const tone = this.audio.createOscillator();
            const volume = this.audio.createGain();
            tone.type = "square";
            tone.frequency.value = pitch;
            volume.gain.value = 0.2;
            tone.connect(volume).connect(this.audio.destination);
            tone.start(at);
            tone.stop(at + length);
            at += length + 0.05;
        }
    }
}
