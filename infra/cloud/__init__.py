"""Lector in one's own AWS account, as one CloudFormation stack: `python -m infra.cloud plan|deploy|destroy|…`.

project    the API's own folder: app.py and exactly the modules that the API imports
extras     template/*.yaml and what is written once for both clouds, as one file for `chalice package --merge-template`
package    project + extras → chalice package → nulls stripped → template in SAM, zip of the API
translate  SAM → plain CloudFormation, here instead of in AWS, so that tests see what is deployed
stack      a change set made, watched and executed; the stack's outputs
reader     the reader's image: built, pushed, named by digest
site       the site's files into their bucket
costs      dollars from sizes and times that were measured
"""
