"""docker-compose.yml, as far as it can be judged without an engine."""

import configparser
import re
import unittest

import yaml

from tools.addons import ADDON, manifest
from tools.state import ROOT

SERVICE_KEYS = {
    "build",
    "command",
    "depends_on",
    "environment",
    "expose",
    "healthcheck",
    "image",
    "ports",
    "restart",
    "volumes",
}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def pins(text):
    """``{package: version}`` of every ``package==version`` for a current Python."""
    lines = [line for line in text.splitlines() if "python_version <" not in line]
    return dict(re.findall(r"\b([a-zA-Z][\w.-]*)==([\w.]+)", "\n".join(lines)))


class TestCompose(unittest.TestCase):
    def setUp(self):
        self.compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
        self.services = self.compose["services"]
        self.dockerfile = (ROOT / "Dockerfile").read_text()

    def test_there_are_only_keys_that_the_format_knows(self):
        known = {"name", "services", "volumes"}
        top = {key for key in self.compose if not key.startswith("x-")}
        self.assertEqual(top, known)
        for name, service in self.services.items():
            self.assertEqual(set(service) - SERVICE_KEYS, set(), name)
            self.assertTrue("image" in service or "build" in service, name)

    def test_a_service_waits_for_services_that_can_answer(self):
        for name, service in self.services.items():
            for other, rule in service.get("depends_on", {}).items():
                self.assertIn(other, self.services, name)
                self.assertIn(rule["condition"], CONDITIONS, name)
                if rule["condition"] == "service_healthy":
                    self.assertIn("healthcheck", self.services[other], other)
                if rule["condition"] == "service_completed_successfully":
                    self.assertEqual(self.services[other]["restart"], "no", other)

    def test_whatever_keeps_running_is_watched(self):
        for name, service in self.services.items():
            if service["restart"] == "no":
                continue
            check = service["healthcheck"]
            self.assertIn(check["test"][0], ("CMD", "CMD-SHELL"), name)
            self.assertGreater(check["retries"], 0, name)

    def test_volumes_are_declared_or_are_files_of_the_repository(self):
        for name, service in self.services.items():
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                if source.startswith("./"):
                    self.assertTrue((ROOT / source).exists(), volume)
                else:
                    self.assertIn(source, self.compose["volumes"], name)

    def test_workers_have_a_port_for_web_sockets_and_the_proxy_knows_it(self):
        settings = configparser.ConfigParser()
        settings.read(ROOT / "docker/odoo.conf")
        options = settings["options"]
        nginx = (ROOT / "docker/nginx.conf").read_text()
        self.assertGreater(options.getint("workers"), 0)
        self.assertTrue(options.getboolean("proxy_mode"))
        self.assertIn(options["gevent_port"], self.services["odoo"]["expose"])
        self.assertIn(f"server odoo:{options['gevent_port']};", nginx)
        self.assertRegex(nginx, r"location /websocket \{\s+proxy_pass http://odoo_websocket;")
        self.assertEqual(nginx.count("{"), nginx.count("}"))

    def test_the_first_start_installs_the_add_on(self):
        command = self.services["install"]["command"]
        self.assertIn(f"--init {ADDON}", command)
        self.assertIn("--stop-after-init", command)
        self.assertEqual(self.services["db"]["image"], "postgres:17")
        self.assertRegex(self.dockerfile, r"(?m)^FROM odoo:19\.0$")

    def test_everybody_pins_what_the_manifest_needs(self):
        needed = set(manifest()["external_dependencies"]["python"])
        inputs = pins((ROOT / "requirements.in").read_text())
        lock = pins((ROOT / "requirements.lock").read_text().replace("python_full_", "python_"))
        image = pins(self.dockerfile)
        self.assertEqual(set(image), needed)
        for name, version in image.items():
            self.assertEqual((inputs[name], lock[name]), (version, version), name)
