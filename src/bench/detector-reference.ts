/** The detector of assembly/detector.ts in idiomatic TypeScript over typed arrays: what the kernel is weighed against. */
const FEATURES = 7;
const SEASONAL = 5;
const BINS = 192;
const CENTRE = 96;
const TAIL_BINS = 128;
const DAY_SLOTS = 48;
const WEEK_SLOTS = 168;
const DAY = 86_400;
const WEEK = 604_800;
const MONDAY = 345_600;
const WARM_UP = 200;
const ALARM = 0.35;

class Feature {
  readonly counts = new Float32Array(BINS);
  mean = 0;
  variance = 0;
  seen = 0;
  counted = 0;
  total = 0;
  windowMean = 0;
  windowSquares = 0;
  residual = 0;
  spread = 0;

  get scale(): number {
    return Math.max(0.5 * Math.sqrt(this.variance), 1e-9 * (Math.abs(this.mean) + 1e-9));
  }

  bin(value: number): number {
    const at = CENTRE + 4 * Math.asinh(Math.max(-1e15, Math.min(1e15, (value - this.mean) / this.scale)));
    return Math.round(Math.min(Math.max(at, 1), BINS - 2));
  }

  valueAt(at: number): number {
    return this.mean + this.scale * Math.sinh((at - CENTRE) / 4);
  }

  /** Bits of a value, which is then counted; undefined before it can be judged. */
  bits(value: number, weight: number): number | undefined {
    this.seen++;
    let bits: number | undefined;
    if (this.seen > 100) {
      const { counts } = this;
      const i = this.bin(value);
      const near = (counts[i] ?? 0) + 0.5 * ((counts[i - 1] ?? 0) + (counts[i + 1] ?? 0));
      if (this.total > 0) bits = Math.max(0, -Math.log2((near + 0.03 * weight) / (this.total + weight)));
      counts[i] = (counts[i] ?? 0) + weight;
      this.total += weight;
      this.counted++;
    }
    this.#moments(value);
    return bits;
  }

  #moments(value: number): void {
    const inWindow = ((this.seen - 1) % 512) + 1;
    const d = value - this.windowMean;
    const mean = this.windowMean + d / inWindow;
    const squares = this.windowSquares + d * (value - mean);
    const variance = squares / inWindow;
    this.windowMean = inWindow === 512 ? 0 : mean;
    this.windowSquares = inWindow === 512 ? 0 : squares;
    if (this.seen <= 100) {
      this.mean = mean;
      this.variance = variance;
    } else if (inWindow === 512 && this.#misfits(mean, variance)) this.#anchorAnew(mean, variance);
  }

  #misfits(mean: number, variance: number): boolean {
    const shift = mean - this.mean;
    return (
      variance > 1024 * this.variance ||
      variance * 1024 < this.variance ||
      shift * shift > 1024 * Math.max(this.variance, variance)
    );
  }

  #anchorAnew(mean: number, variance: number): void {
    const moved = new Float32Array(BINS);
    const [oldMean, oldVariance] = [this.mean, this.variance];
    for (let i = 0; i < BINS; i++) {
      const count = this.counts[i] ?? 0;
      if (count === 0) continue;
      [this.mean, this.variance] = [oldMean, oldVariance];
      const [left, right] = [this.valueAt(i - 0.5), this.valueAt(i + 0.5)];
      [this.mean, this.variance] = [mean, variance];
      const [from, to] = [this.bin(left), this.bin(right)];
      for (let j = from; j <= to; j++) moved[j] = (moved[j] ?? 0) + count / (to - from + 1);
    }
    [this.mean, this.variance] = [mean, variance];
    this.counts.set(moved);
  }

  seasonWeight(residual: number, deviation: number): number {
    const rate = 1 / Math.min(this.counted, 2000);
    this.residual += (Math.abs(residual) - this.residual) * rate;
    this.spread += (Math.abs(deviation) - this.spread) * rate;
    if (this.counted <= 100) return 0;
    return Math.max(0, Math.min(2, 4 * (this.spread / (this.residual + 1e-12) - 0.7)));
  }
}

class Season {
  readonly #means: Float64Array;
  readonly #counts: Float32Array;

  readonly length: number;
  readonly offset: number;
  readonly slots: number;
  readonly rate: number;

  constructor(length: number, offset: number, slots: number, rate: number) {
    this.length = length;
    this.offset = offset;
    this.slots = slots;
    this.rate = rate;
    this.#means = new Float64Array(slots);
    this.#counts = new Float32Array(slots);
  }

  residual(t: number, x: number, interval: number): number {
    const phase = (t - this.offset) / this.length;
    const slot = Math.min(Math.floor((phase - Math.floor(phase)) * this.slots), this.slots - 1);
    const seen = this.#counts[slot] ?? 0;
    const usual = this.#means[slot] ?? 0;
    const perSlot = this.length / this.slots / interval;
    const alpha = Math.max(this.rate / Math.max(1, perSlot), 1 / (seen + 1));
    this.#means[slot] = usual + (x - usual) * alpha;
    if (seen < 1e6) this.#counts[slot] = seen + 1;
    return seen >= 1 ? x - usual : Number.NaN;
  }
}

export class ReferenceDetector {
  readonly #features = Array.from({ length: FEATURES }, () => new Feature());
  readonly #day = new Season(DAY, 0, DAY_SLOTS, 0.3);
  readonly #week = new Season(WEEK, MONDAY, WEEK_SLOTS, 0.5);
  readonly #tail = new Float32Array(TAIL_BINS);
  readonly #values = new Float64Array(FEATURES);
  #count = 0;
  #fast = 0;
  #slow = 0;
  #previous = 0;
  #low = 0;
  #high = 0;
  #scored = 0;
  #breakouts = 0;
  #weight = 1;
  #tailWeight = 1;
  #tailTotal = 0;
  #surprise = 0;
  #firstTime = 0;
  #previousTime = 0;
  #interval = 0;
  #steps = 0;
  #resting = 0;
  #lastAlarm = 0;
  /** Score as told of the last sample. */
  told = 0;

  detect(t: number, x: number): number {
    this.told = 0;
    if (!(Math.abs(x) <= 1e150)) return 0;
    this.#observe(t, x);
    const count = this.#count++;
    const beyond = this.#breakout(x);
    const surprise = this.#bits(x);
    if (surprise === undefined) return 0;
    this.#scored++;
    this.#surprise = this.#scored === 1 ? surprise : this.#surprise + (surprise - this.#surprise) / 10;
    const decades = this.#decades(this.#surprise);
    this.#grow();
    if (count < WARM_UP) return 0;
    const rarity = Math.max(0, decades, beyond) / 6;
    this.#tell(rarity);
    return Math.min(1, rarity);
  }

  #observe(t: number, x: number): void {
    if (this.#count === 0) {
      this.#fast = this.#slow = this.#previous = this.#low = this.#high = x;
      this.#firstTime = this.#previousTime = t;
    }
    this.#fast += (x - this.#fast) / 12;
    this.#slow += (x - this.#slow) / 256;
    const step = x - this.#previous;
    this.#previous = x;
    this.#steps += (Math.abs(step) - this.#steps) / 32;
    const floor = 0.001 * (this.#features[0]?.scale ?? 0);
    const elapsed = t - this.#previousTime;
    if (elapsed > 0) {
      this.#interval =
        this.#interval === 0
          ? elapsed
          : this.#interval + (Math.min(elapsed, 10 * this.#interval) - this.#interval) / 100;
    }
    this.#previousTime = t;
    const interval = Math.max(this.#interval, 1e-3);
    const day = this.#day.residual(t, x, interval);
    const week = this.#week.residual(t, x, interval);
    const age = t - this.#firstTime;
    const calm = this.#count < 32 ? Number.NaN : Math.log(Math.max(this.#steps, floor));
    this.#values.set([
      x,
      this.#fast,
      this.#slow,
      step,
      calm,
      age > DAY ? day : Number.NaN,
      age > WEEK ? week : Number.NaN,
    ]);
  }

  #breakout(x: number): number {
    const [low, high] = [this.#low, this.#high];
    const range = high - low;
    let decades = 0;
    if (x > high + 0.05 * range || x < low - 0.05 * range) {
      const scored = Math.min(this.#scored, 16_000);
      const excess = range > 0 ? Math.max(x - high, low - x) / range : 1;
      decades = excess * Math.log10(scored + 1) - Math.log10((this.#breakouts + 1) / (scored + 1));
      if (this.#scored > 0) this.#breakouts++;
    }
    const fade = (Math.max(high, x) - Math.min(low, x)) / 16_000;
    this.#low = Math.min(low, x) + fade;
    this.#high = Math.max(high, x) - fade;
    this.#breakouts *= 1 - 1 / 16_000;
    return Math.max(decades, 0);
  }

  #bits(x: number): number | undefined {
    const mean = this.#features[0]?.mean ?? 0;
    let [sum, weights] = [0, 0];
    this.#features.forEach((feature, k) => {
      const value = this.#values[k] ?? Number.NaN;
      if (Number.isNaN(value)) return;
      const bits = feature.bits(value, this.#weight);
      if (bits === undefined) return;
      const weight = k < SEASONAL ? 1 : feature.seasonWeight(value, x - mean);
      sum += weight * bits * bits;
      weights += weight;
    });
    return weights > 0 ? Math.sqrt(sum / weights) : undefined;
  }

  #decades(surprise: number): number {
    const tail = this.#tail;
    const [total, weight] = [this.#tailTotal, this.#tailWeight];
    const i = Math.min(Math.floor(surprise * 4), TAIL_BINS - 1);
    let above = 0;
    for (let j = i; j < TAIL_BINS; j++) above += tail[j] ?? 0;
    let [edge, highest, moment] = [TAIL_BINS, 0, 0];
    while (edge > 0 && highest + (tail[edge - 1] ?? 0) <= 0.1 * total) {
      edge--;
      highest += tail[edge] ?? 0;
      moment += (tail[edge] ?? 0) * (edge + 0.5);
    }
    let decades = Math.log10((total + weight) / (above + weight));
    const threshold = edge / 4;
    if (total > 50 * weight && highest > 0 && surprise > threshold) {
      const mean = moment / highest / 4 - threshold;
      decades =
        Math.log10((total + weight) / (highest + weight)) +
        ((surprise - threshold) / Math.max(mean, 0.125)) * Math.LOG10E;
    }
    tail[i] = (tail[i] ?? 0) + weight;
    this.#tailTotal += weight;
    return decades;
  }

  #grow(): void {
    this.#weight /= 1 - 1 / 8000;
    if (this.#weight > 1e6) {
      for (const feature of this.#features) {
        feature.total /= this.#weight;
        feature.counts.forEach((count, i) => {
          feature.counts[i] = count / this.#weight;
        });
      }
      this.#weight = 1;
    }
    this.#tailWeight /= 1 - 1 / 4000;
    if (this.#tailWeight > 1e6) {
      this.#tail.forEach((count, i) => {
        this.#tail[i] = count / this.#tailWeight;
      });
      this.#tailTotal /= this.#tailWeight;
      this.#tailWeight = 1;
    }
  }

  #tell(rarity: number): void {
    if (rarity >= ALARM && (this.#resting <= 0 || rarity >= this.#lastAlarm + 1 / 3)) {
      this.#resting = 30;
      this.#lastAlarm = rarity;
      this.told = Math.min(1, rarity);
    } else {
      this.#resting--;
      this.told = Math.min(rarity, 0.999 * ALARM);
    }
  }
}

/** A window of values and how far the latest is from its mean, in deviations: the plainest detector there is. */
export class WindowedGaussian {
  readonly #window: Float64Array;
  #next = 0;
  #count = 0;
  #sum = 0;
  #squares = 0;

  constructor(length: number) {
    this.#window = new Float64Array(length);
  }

  detect(x: number): number {
    const count = this.#count;
    const mean = count === 0 ? 0 : this.#sum / count;
    const deviation = count === 0 ? 0 : Math.sqrt(Math.max(0, this.#squares / count - mean * mean));
    const score = deviation > 0 ? Math.abs(x - mean) / deviation : 0;
    const old = this.#window[this.#next] ?? 0;
    this.#window[this.#next] = x;
    this.#next = (this.#next + 1) % this.#window.length;
    if (count < this.#window.length) this.#count++;
    else {
      this.#sum -= old;
      this.#squares -= old * old;
    }
    this.#sum += x;
    this.#squares += x * x;
    return score;
  }
}
