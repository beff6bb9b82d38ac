import Testing

@testable import KafkaTransport

struct `Counting what is outstanding on both sides of a mark` {
    @Test(arguments: 1...50)
    func `agrees with a list of everything outstanding`(seed: Int) {
        var state = UInt64(seed)
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var mark = DeliveryMark()
        var outstanding: [Int] = []
        var lastSequence = 0
        var marked = 0
        for step in 0..<500 {
            switch draw(8) {
            case 0...3:
                lastSequence += 1
                outstanding.append(lastSequence)
                mark.publish()
            case 4...6 where !outstanding.isEmpty:
                mark.settle(outstanding.remove(at: draw(outstanding.count)))
            case 7:
                marked = lastSequence
                mark.move(behind: lastSequence)
            default: break
            }
            #expect(mark.countBefore == outstanding.count { $0 <= marked }, "step \(step)")
            #expect(mark.countSince == outstanding.count { $0 > marked }, "step \(step)")
        }
    }
}
