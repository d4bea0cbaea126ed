package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/mesos/mesos-go/api/v0/detector"
	_ "github.com/mesos/mesos-go/api/v0/detector/zoo"
	"github.com/mesos/mesos-go/api/v0/mesosproto"
)

// follow tells each master that leads, as mesos-go's own detector reads ZooKeeper; the first one before it returns.
func follow(url string, lead func(endpoint string)) error {
	masters, err := detector.New(url)
	if err != nil {
		return err
	}
	leaders := make(chan string, 100)
	err = masters.Detect(detector.OnMasterChanged(func(info *mesosproto.MasterInfo) {
		if info == nil {
			say(map[string]interface{}{"leader": nil})
			return
		}
		leaders <- fmt.Sprintf("%s:%d", info.GetAddress().GetIp(), info.GetAddress().GetPort())
	}))
	if err != nil {
		return err
	}
	next := func(leader string) {
		say(map[string]interface{}{"leader": leader})
		lead("http://" + leader + "/api/v1/scheduler")
	}
	select {
	case leader := <-leaders:
		next(leader)
	case <-time.After(time.Minute):
		return errors.New("no leader within a minute")
	}
	go func() {
		for leader := range leaders {
			next(leader)
		}
	}()
	return nil
}
