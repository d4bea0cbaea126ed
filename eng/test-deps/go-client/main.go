// Runs command tasks on a cluster with mesos-go's v1 scheduler library, a client that nobody here wrote.
//
//	go-client -port PORT|-zk URL -instances N -command COMMAND -codec protobuf|json
//
// Prints one JSON object a line: {"leader": address}, {"subscribed": id}, {"task": id, "state": state}; ends 0 when N tasks have finished.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/backoff"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/controller"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpsched"
	"github.com/mesos/mesos-go/api/v1/lib/resources"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/calls"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/events"
)

var (
	port      = flag.Int("port", 5050, "the master's port")
	zk        = flag.String("zk", "", "zk://HOST:PORT,.../PATH of masters that are elected, in place of the port")
	instances = flag.Int("instances", 3, "how many tasks to run")
	command   = flag.String("command", "echo hello", "what each of them runs")
	codec     = flag.String("codec", "protobuf", "protobuf or json")

	errDone = errors.New("done")
)

func say(line map[string]interface{}) {
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

type framework struct {
	caller   calls.Caller
	id       string
	launched int
	finished int
}

func (f *framework) call(ctx context.Context, call *scheduler.Call) error {
	return calls.CallNoData(ctx, f.caller, call)
}

func (f *framework) offers(ctx context.Context, offers []mesos.Offer) error {
	for _, offer := range offers {
		var tasks []mesos.TaskInfo
		for ; f.launched < *instances && len(tasks) < 2; f.launched++ {
			id := fmt.Sprintf("task-%d", f.launched)
			tasks = append(tasks, mesos.TaskInfo{
				Name:    id,
				TaskID:  mesos.TaskID{Value: id},
				AgentID: offer.AgentID,
				Command: &mesos.CommandInfo{Value: command},
				Resources: []mesos.Resource{
					resources.NewCPUs(0.1).Resource,
					resources.NewMemory(32).Resource,
				},
			})
		}
		refusal := time.Duration(0)
		if len(tasks) == 0 {
			refusal = 5 * time.Second
		}
		accept := calls.Accept(calls.OfferOperations{calls.OpLaunch(tasks...)}.WithOffers(offer.ID))
		if err := f.call(ctx, accept.With(calls.Filters(mesos.RefuseSeconds(refusal)))); err != nil {
			return err
		}
	}
	return nil
}

func (f *framework) update(ctx context.Context, status mesos.TaskStatus) error {
	say(map[string]interface{}{"task": status.TaskID.Value, "state": status.GetState().String()})
	if len(status.UUID) > 0 {
		if err := f.call(ctx, calls.Acknowledge(status.AgentID.Value, status.TaskID.Value, status.UUID)); err != nil {
			return err
		}
	}
	if status.GetState() == mesos.TASK_FINISHED {
		f.finished++
	}
	if f.finished < *instances {
		return nil
	}
	if err := f.call(ctx, &scheduler.Call{Type: scheduler.Call_TEARDOWN}); err != nil {
		return err
	}
	return errDone
}

func main() {
	flag.Parse()
	mediaType := codecs.MediaTypeProtobuf
	if *codec == "json" {
		mediaType = codecs.MediaTypeJSON
	}
	client := httpcli.New(
		httpcli.Endpoint(fmt.Sprintf("http://127.0.0.1:%d/api/v1/scheduler", *port)),
		httpcli.Codec(codecs.ByMediaType[mediaType]),
	)
	f := &framework{}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	inner := httpsched.NewCaller(client)
	if *zk != "" {
		if err := follow(*zk, func(endpoint string) { client.With(httpcli.Endpoint(endpoint)) }); err != nil {
			say(map[string]interface{}{"error": fmt.Sprint(err)})
			os.Exit(1)
		}
	}
	f.caller = calls.CallerFunc(func(ctx context.Context, call *scheduler.Call) (mesos.Response, error) {
		if f.id != "" && call.FrameworkID == nil {
			call.FrameworkID = &mesos.FrameworkID{Value: f.id}
		}
		return inner.Call(ctx, call)
	})

	var outcome error
	handler := events.HandlerFunc(func(ctx context.Context, event *scheduler.Event) (err error) {
		switch event.GetType() {
		case scheduler.Event_SUBSCRIBED:
			f.id = event.GetSubscribed().GetFrameworkID().GetValue()
			say(map[string]interface{}{"subscribed": f.id})
		case scheduler.Event_OFFERS:
			err = f.offers(ctx, event.GetOffers().GetOffers())
		case scheduler.Event_UPDATE:
			err = f.update(ctx, event.GetUpdate().GetStatus())
		case scheduler.Event_ERROR:
			err = errors.New(event.GetError().GetMessage())
		}
		switch {
		case err == errDone || event.GetType() == scheduler.Event_ERROR:
			outcome = err
			cancel()
		case err != nil:
			// Its master is gone; the stream of events says so too, and ends the subscription.
			say(map[string]interface{}{"lost": fmt.Sprint(err)})
			err = nil
		}
		return err
	})
	failover := time.Hour.Seconds()
	info := &mesos.FrameworkInfo{
		User:            "root",
		Name:            "client of mesos-go",
		Roles:           []string{"*"},
		Capabilities:    []mesos.FrameworkInfo_Capability{{Type: mesos.FrameworkInfo_Capability_MULTI_ROLE}},
		FailoverTimeout: &failover,
	}
	err := controller.Run(ctx, info, f.caller,
		controller.WithEventHandler(handler),
		controller.WithFrameworkID(func() string { return f.id }),
		controller.WithRegistrationTokens(backoff.Notifier(100*time.Millisecond, time.Second, ctx.Done())))
	if outcome == errDone {
		os.Exit(0)
	}
	if outcome == nil {
		outcome = err
	}
	say(map[string]interface{}{"error": fmt.Sprint(outcome)})
	os.Exit(1)
}
