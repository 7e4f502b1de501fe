# The official image with what the manifest's external_dependencies name. The image's Python is
# managed by its distribution, hence --break-system-packages.
FROM odoo:19.0
USER root
RUN pip3 install --no-cache-dir --break-system-packages biip==5.2.0 pydifact==0.2.3
USER odoo
COPY --chown=odoo:odoo lot_pos_tracking /mnt/extra-addons/lot_pos_tracking
COPY docker/odoo.conf /etc/odoo/odoo.conf
