import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a user would write: reads a topic to its end, keeps the last 30 events of each session and
 * three co-visitation matrices in hash maps, and publishes nothing.
 *
 * <p>Plainer than the daemon: no bounds, no decay, no distinct pairs, nothing that survives a
 * restart. Prints events a second from the first record on.
 */
public final class PlainConsumer {
    public static final class Event {
        public long session;
        public long aid;
        public long ts;
        public String type;
    }

    private static final int TAIL = 30;
    private static final long DAY = 86_400_000L;

    private final HashMap<Long, ArrayDeque<Event>> sessions = new HashMap<>();
    private final HashMap<Long, HashMap<Long, Float>> clicks = new HashMap<>();
    private final HashMap<Long, HashMap<Long, Float>> cartsOrders = new HashMap<>();
    private final HashMap<Long, HashMap<Long, Float>> buyToBuy = new HashMap<>();

    private static void add(HashMap<Long, HashMap<Long, Float>> matrix, long x, long y, float w) {
        matrix.computeIfAbsent(x, key -> new HashMap<>()).merge(y, w, Float::sum);
    }

    private static float weight(Event event) {
        return switch (event.type) {
            case "carts" -> 6;
            case "orders" -> 3;
            default -> 1;
        };
    }

    private void take(Event event) {
        ArrayDeque<Event> tail = sessions.computeIfAbsent(event.session, key -> new ArrayDeque<>());
        boolean isPurchase = !event.type.equals("clicks");
        for (Event earlier : tail) {
            if (earlier.aid == event.aid) continue;
            long gap = Math.abs(event.ts - earlier.ts);
            if (gap <= DAY) {
                add(clicks, earlier.aid, event.aid, 1);
                add(clicks, event.aid, earlier.aid, 1);
                add(cartsOrders, earlier.aid, event.aid, weight(event));
                add(cartsOrders, event.aid, earlier.aid, weight(earlier));
            }
            if (gap <= 14 * DAY && isPurchase && !earlier.type.equals("clicks")) {
                add(buyToBuy, earlier.aid, event.aid, 1);
                add(buyToBuy, event.aid, earlier.aid, 1);
            }
        }
        if (tail.size() == TAIL) tail.removeFirst();
        tail.addLast(event);
    }

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments[0]);
        properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
        properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
        properties.put("enable.auto.commit", "false");
        properties.put("max.poll.records", "10000");
        properties.put("fetch.max.bytes", "2000000000");
        properties.put("max.partition.fetch.bytes", "2000000000");
        PlainConsumer plain = new PlainConsumer();
        ObjectMapper mapper = new ObjectMapper();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
            List<TopicPartition> partitions = consumer.partitionsFor(arguments[1]).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long total = consumer.endOffsets(partitions).values().stream().mapToLong(n -> n).sum();
            long count = 0;
            long begin = 0;
            while (count < total) {
                for (var message : consumer.poll(Duration.ofMillis(100))) {
                    if (begin == 0) begin = System.nanoTime();
                    plain.take(mapper.readValue(message.value(), Event.class));
                    count++;
                }
            }
            double seconds = (System.nanoTime() - begin) * 1e-9;
            System.out.printf(
                "%d records, %d sessions, %d rows %.0f events/s%n", count, plain.sessions.size(),
                plain.clicks.size(), count / seconds);
        }
    }
}
