package db

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is the one NOTIFY channel. Its payloads are "<echo> <topic>", echo
// being what the process that sent it knows it by.
const channel = "preau"

// echoTime bounds how long a write waits for its own topics to come back.
const echoTime = 250 * time.Millisecond

// listener hears what every process publishes, this one included, on one
// connection it makes anew when it is lost.
type listener struct {
	topics *topics
	counts *counters
	log    *slog.Logger
	config *pgx.ConnConfig
	cancel context.CancelFunc
	done   chan struct{}

	mu     sync.Mutex
	echoes map[string]chan struct{} // closed when the last topic has come back
}

func listen(ctx context.Context, config *pgx.ConnConfig, log *slog.Logger, p *topics, c *counters) (*listener, error) {
	l := &listener{
		topics: p, counts: c, log: log, config: config,
		done: make(chan struct{}), echoes: make(map[string]chan struct{}),
	}
	conn, err := l.connect(ctx)
	if err != nil {
		return nil, err
	}
	ctx, l.cancel = context.WithCancel(context.Background())
	go l.loop(ctx, conn)
	return l, nil
}

func (l *listener) connect(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, l.config.Copy())
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, "listen "+channel); err != nil {
		conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

func (l *listener) loop(ctx context.Context, conn *pgx.Conn) {
	defer close(l.done)
	for conn != nil {
		n, err := conn.WaitForNotification(ctx)
		if err == nil {
			l.hear(n.Payload)
			continue
		}
		conn.Close(ctx)
		if ctx.Err() != nil {
			return
		}
		l.log.Warn("db: the connection that listens is lost", "err", err)
		conn = l.reconnect(ctx)
	}
}

// reconnect tries until it succeeds. What was published meanwhile is not known.
func (l *listener) reconnect(ctx context.Context) *pgx.Conn {
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		if conn, err := l.connect(ctx); err == nil {
			l.counts.foreign.Add(1)
			l.topics.deliver(everything)
			return conn
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
	}
}

func (l *listener) hear(payload string) {
	echo, topic, _ := strings.Cut(payload, " ")
	l.topics.deliver(topic)
	echo, last := strings.CutSuffix(echo, "!")
	if !last {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if back := l.echoes[echo]; back != nil {
		close(back)
		delete(l.echoes, echo)
	}
}

// expect returns the payloads of a transaction's topics and the name their echo
// will have, "" without topics.
func (l *listener) expect(topics []string) (echo string, payloads []string) {
	if len(topics) == 0 {
		return "", nil
	}
	echo = NewID()
	for i, topic := range topics {
		mark := " "
		if i == len(topics)-1 {
			mark = "! "
		}
		payloads = append(payloads, echo+mark+topic)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.echoes[echo] = make(chan struct{})
	return echo, payloads
}

// wait waits for an echo, so that whoever wrote finds its caches up to date.
// While the connection is lost there is none, and the caches are dropped later.
func (l *listener) wait(ctx context.Context, echo string) {
	if echo == "" {
		return
	}
	l.mu.Lock()
	back := l.echoes[echo]
	l.mu.Unlock()
	if back == nil {
		return
	}
	late := time.NewTimer(echoTime)
	defer late.Stop()
	select {
	case <-back:
	case <-late.C:
	case <-ctx.Done():
	}
}

func (l *listener) forget(echo string) {
	if echo == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.echoes, echo)
}

func (l *listener) close() {
	l.cancel()
	<-l.done
}
