import Glibc
import Testing

@testable import CovisitCore

struct ForwardDecayTests {
    @Test func `powers of two agree with the C library to two units in the last place`() {
        var x = -64.0
        while x < 64 {
            let expected = exp2(x)
            #expect(abs(powerOfTwo(x) - expected) <= 2 * expected.ulp, "x = \(x)")
            x += 0.0137
        }
        #expect(powerOfTwo(0) == 1)
        #expect(powerOfTwo(-32) == 0x1p-32)
        #expect(powerOfTwo(1e300).isFinite)
    }

    @Test func `a weight halves in a half-life, whatever its epoch`() {
        let decay = ForwardDecay(halfLifeMilliseconds: 1_000)
        for start in [Int64(0), 31_999, 32_000, 1_000_000_007] {
            let epoch = decay.epoch(of: start)
            let then = decay.growth(at: start, epoch: epoch)
            let later = decay.growth(at: start + 1_000, epoch: epoch)
            #expect(abs(later / then - 2) < 1e-12)
        }
    }

    @Test func `moving on by an epoch loses nothing`() {
        let decay = ForwardDecay(halfLifeMilliseconds: 1_000)
        let old = Float(decay.growth(at: 31_000, epoch: 0)) * decay.rescaling(from: 0, to: 1)
        #expect(old == Float(decay.growth(at: 31_000, epoch: 1)))
    }

    @Test func `without a half-life nothing decays`() {
        let decay = ForwardDecay(halfLifeMilliseconds: nil)
        #expect(decay.epoch(of: Event.timestampMax) == 0)
        #expect(decay.growth(at: Event.timestampMax, epoch: 0) == 1)
    }
}
